"""What are Boston's request types called in Chinese? Our translations, by the type as published."""

CHINESE = {
    line.split("|")[0]: line.split("|")[1]
    for line in """\
Abandoned Bicycle|废弃自行车
Checkin|登记来访
BWSC General Request|供排水一般诉求
Misc. Snow Complaint|其他除雪投诉
No-Tow Complaint Confirmation|未拖车投诉确认
Parks General Request|公园一般诉求
Public Works General Request|市政一般诉求
Transportation General Request|交通一般诉求
Rooftop & Mechanical Disturbances|屋顶及机械设备扰民
Alert Boston|预警通知服务
Animal Found|拾到动物
Animal Generic Request|动物一般诉求
Animal Lost|动物走失
Animal Noise Disturbances|动物噪声扰民
Billing Complaint|账单投诉
Bicycle Issues|自行车问题
Bridge Maintenance|桥梁养护
Building Inspection Request|房屋检查申请
Contractors Complaint|承包商投诉
Egress|疏散出口问题
Electrical|电气问题
Exceeding Terms of Permit|超出许可施工
Illegal Occupancy|违规居住使用
Illegal Rooming House|违规群租房
Maintenance - Homeowner|业主维护责任
Mechanical|机械设备问题
Plumbing|管道问题
Protection of Adjoining Property|相邻房屋保护
Unsafe Dangerous Conditions|危险隐患
Working Beyond Hours|超时施工
Zoning|规划用途问题
OCR Front Desk Interactions|民权办公室前台接待
Catchbasin|雨水口
Cemetery Maintenance Request|墓园养护
Construction Debris|建筑垃圾
Illegal Dumping|偷倒垃圾
Illegal Posting of Signs|违规张贴标牌
Improper Storage of Trash (Barrels)|垃圾桶存放不当
Poor Conditions of Property|房产状况差
Snow Removal|清除积雪
Public Events Noise Disturbances|公共活动噪声
Call Log|来电记录
General Comments For An Employee|对工作人员的意见
General Comments For a Program or Policy|对项目或政策的意见
Abandoned Vehicles|废弃车辆
Abandoned Building|废弃建筑
Illegal Auto Body Shop|违规汽修
Mosquitoes (West Nile)|蚊虫（西尼罗）
Overflowing or Un-kept Dumpster|垃圾箱满溢
Pigeon Infestation|鸽患
Rat Bite|鼠咬
Rodent Activity|鼠患
Trash on Vacant Lot|空地垃圾
Fire Department Request|消防诉求
Fire Hydrant|消火栓
Student Move-in Issues|学生搬入问题
Undefined Noise Disturbance|其他噪声扰民
Graffiti Removal|清除涂鸦
Fire in Food Establishment|餐饮场所失火
Food Alert - Confirmed|食品警示（已确认）
Food Alert - Unconfirmed|食品警示（未确认）
No Utilities - Food Establishment - Electricity|餐饮场所停电
No Utilities - Food Establishment - Water|餐饮场所停水
Unsanitary Conditions - Employees|从业人员卫生问题
Unsanitary Conditions - Establishment|场所卫生问题
Unsanitary Conditions - Food|食品卫生问题
Contractor Complaints|道路承包商投诉
Empty Litter Basket|清空果皮箱
Highway Maintenance|道路养护
Litter Basket Maintenance|果皮箱维修
News Boxes|报箱
PWD Graffiti|市政设施涂鸦
Pothole Repair (Internal)|坑洞修补（内部）
Roadway Repair|车行道修复
Sidewalk Repair|人行道修复
Sidewalk Repair (Internal)|人行道修复（内部）
Sidewalk Repair (Make Safe)|人行道排险
Utility Call-In|公用事业报修
Utility Casting Repair|井盖修复
Work Hours-Loud Noise Complaints|施工时间与噪声投诉
Bed Bugs|臭虫
Breathe Easy|室内空气问题
Carbon Monoxide|一氧化碳
Cross Metering - Sub-Metering|混表与分表问题
Heat - Excessive  Insufficient|供暖过热或不足
Lead|含铅隐患
Maintenance Complaint - Residential|住宅维修投诉
Mice Infestation - Residential|住宅鼠患
No Utilities Residential - Electricity|住宅停电
No Utilities Residential - Gas|住宅停气
No Utilities Residential - Water|住宅停水
Overcrowding|居住过密
Pest Infestation - Residential|住宅虫害
Poor Ventilation|通风不良
Rental Unit Delivery Conditions|出租房交付状况
Squalid Living Conditions|居住环境恶劣
Student Overcrowding|学生居住过密
Unsatisfactory Living Conditions|居住条件不合格
Unsatisfactory Utilities - Electrical  Plumbing|水电设施不合格
Housing Discrimination Intake Form|住房歧视受理
MBTA Request|公共交通诉求
Aircraft Noise Disturbance|飞机噪声
OCR Metrolist|房源信息登记
Needle Pickup|清理针头
Dumpster & Loading Noise Disturbances|装卸垃圾噪声
Automotive Noise Disturbance|车辆噪声
Notification|通知
Phone Bank Service Inquiry|电话服务咨询
Parking Meter Repairs|停车计时器维修
Pavement Marking Inspection|路面标线检查
Pavement Marking Maintenance|路面标线养护
Sign Shop WO|标牌制作工单
Equipment Repair|公园设施维修
Ground Maintenance|公园场地养护
Park Improvement Requests|公园改善建议
Planting|种植
Municipal Parking Lot Complaints|公共停车场投诉
Private Parking Lot Complaints|私营停车场投诉
Idea Collection|意见征集
BWSC Pothole|供排水井周坑洞
Downed Wire|电线坠落
Big Buildings Online Request|大型楼宇回收申请
Big Buildings Recycling (INTERNAL)|大型楼宇回收（内部）
Recycling Cart Inquiry|回收桶咨询
Recycling Cart Return|回收桶退还
Request for Recycling Cart|申请回收桶
Sticker Request|申请回收贴
Schedule a Bulk Item Pickup SS|预约大件清运
Space Savers|占位物清理
Missing Sign|标志牌缺失
New Sign  Crosswalk or Pavement Marking|新增标志、人行横道或标线
Sign Repair|标志牌维修
Traffic Signal Inspection|信号灯检查
Traffic Signal Repair|信号灯维修
CE Collection|清运收集
Pick up Dead Animal|清理动物尸体
Request for Litter Basket Installation|申请安装果皮箱
Request for Snow Plowing (Emergency Responder)|申请铲雪（应急通道）
General Lighting Request|照明一般诉求
Install New Lighting|新装路灯
Knockdown Replacement|撞倒灯杆更换
Major System Failure|照明系统故障
Street Light Knock Downs|路灯撞倒
Street Light Outages|路灯不亮
Upgrade Existing Lighting|路灯改造
Metrolist Survey|房源信息调查
General Traffic Engineering Request|交通工程一般诉求
Requests for Traffic Signal Studies or Reviews|信号灯研究申请
New Tree Requests|申请植树
Tree Emergencies|树木险情
Tree Maintenance Requests|树木养护
Tree in Park|公园树木
Valet Parking Problems|代客泊车问题
Watermain Break|供水主管破裂
Item Price Missing|商品无标价
Scanning Overcharge|扫码多收费
Short Measure - Gas|加油短量""".splitlines()
}
